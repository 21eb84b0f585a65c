# Makes trends.csv, what R says of the series in trends_series.csv:
#   Rscript trends.R    (in this folder)
# prop.trend.test: the chi-square test for trend in proportions, of R's package stats.
# glm, family poisson: the slope of the log rate a year, tested by the likelihood ratio and by Wald.
series <- read.csv("trends_series.csv", colClasses = c(case = "character", kind = "character"))
rows <- lapply(split(series, factor(series$case, unique(series$case))), function(s) {
  s <- s[order(s$year), ]
  s <- s[s$year > max(s$year) - 5, ]
  s$year <- s$year - max(s$year)
  known <- s[!is.na(s$numerator), ]
  size <- if (known$kind[1] == "count") rep(1, nrow(known)) else known$denominator
  out <- data.frame(case = known$case[1], chi_square = NA, p_chi_square = NA,
                    p_likelihood_ratio = NA, p_wald = NA)
  if (known$kind[1] == "proportion") {
    # It ends in an error where every year has none or all of its cases: left blank.
    test <- tryCatch(prop.trend.test(known$numerator, size, known$year), error = function(e) NULL)
    if (!is.null(test)) {
      out$chi_square <- unname(test$statistic)
      out$p_chi_square <- test$p.value
    }
  }
  if (sum(known$numerator) > 0) {
    fit <- suppressWarnings(glm(numerator ~ year + offset(log(size)), poisson, known))
    out$p_likelihood_ratio <- anova(fit, test = "LRT")[["Pr(>Chi)"]][2]
    out$p_wald <- summary(fit)$coefficients["year", "Pr(>|z|)"]
  }
  out
})
table <- do.call(rbind, rows)
table[-1] <- lapply(table[-1], signif, 7)
writeLines(paste("#", R.version.string), "trends.csv")
suppressWarnings(write.table(table, "trends.csv", sep = ",", row.names = FALSE, quote = FALSE,
                             na = "", append = TRUE))
