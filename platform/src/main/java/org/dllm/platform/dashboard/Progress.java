package org.dllm.platform.dashboard;

import java.util.Locale;
import org.dllm.platform.run.Run;
import org.jspecify.annotations.Nullable;

/** The progress of a run within its phase. Keep in step with run-live.js. */
record Progress(Run run) {

    private static final String EVALUATES = "evaluate ";
    private static final String FITS = "fit";
    private static final String TIMES = "speed";

    /** {@code step 340 / 500 · 1 min 16 s left of training}, for a table row. */
    String brief() {
        return (evaluates() ? place() : counted()) + left();
    }

    /** {@code train · step 340 / 500 · 2.1 it/s · 1 min 16 s left of training}. */
    String text() {
        String phase = run.phase() == null ? "" : run.phase() + " · ";
        return phase + place() + speed() + left();
    }

    /** {@code step 340 / 500}, {@code example 125 / 250}, {@code turn 2 / 8}. */
    private String place() {
        return unit() + " " + counted();
    }

    String unit() {
        if (TIMES.equals(run.phase())) {
            return "turn";
        }
        return readsExamples() ? "example" : "step";
    }

    private String counted() {
        return String.format(Locale.ROOT, "%,d / %,d", run.step(), run.totalSteps());
    }

    private String speed() {
        if (run.perSecond() <= 0) {
            return "";
        }
        String unit = readsExamples() ? " examples/s" : " it/s";
        return " · " + new Quantity(run.perSecond()).text() + unit;
    }

    /** The estimate covers the current phase only, not the whole run. */
    private String left() {
        Long eta = run.etaSeconds();
        if (eta == null) {
            return "";
        }
        String of = evaluates() ? "this task" : readsExamples() ? "the fit" : "training";
        return " · " + DurationText.ofSeconds(eta.doubleValue()).text() + " left of " + of;
    }

    private boolean readsExamples() {
        return evaluates() || FITS.equals(run.phase());
    }

    private boolean evaluates() {
        @Nullable String phase = run.phase();
        return phase != null && phase.startsWith(EVALUATES);
    }
}
