package org.dllm.platform.start;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/** Prints why the server did not start in one line; Spring Boot's own report fills a page. */
final class TerminalReporter implements FailureAnalysisReporter {

    @Override
    public void report(FailureAnalysis analysis) {
        System.err.println("dllm: " + line(analysis));
    }

    static String line(FailureAnalysis analysis) {
        String action = analysis.getAction();
        String text = analysis.getDescription() + (action == null ? "" : " " + action);
        return text.replaceAll("\\s+", " ").strip();
    }
}
