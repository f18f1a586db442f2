package org.dllm.platform.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.stream.Stream;
import org.dllm.experiments.experiment.DivergedException;
import org.dllm.experiments.model.io.ModelFileException;
import org.dllm.experiments.model.tokenizer.TokenizerException;
import org.dllm.experiments.spec.SpecException;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;

/** What a failure says about another attempt. */
final class FailureCause {

    private FailureCause() {}

    /**
     * What the stages of a job threw, in their order. Batch's own list has none, and holds beside
     * them what it says itself of a stage whose tasks failed.
     */
    static List<Throwable> all(JobExecution execution) {
        Stream<Throwable> ofJob = execution.getFailureExceptions().stream();
        Stream<Throwable> ofStages =
                execution.getStepExecutions().stream()
                        .flatMap(stage -> stage.getFailureExceptions().stream());
        List<Throwable> all = Stream.concat(ofJob, ofStages).distinct().toList();
        List<Throwable> thrown =
                all.stream()
                        .filter(failure -> !(failure instanceof JobExecutionException))
                        .toList();
        return thrown.isEmpty() ? all : thrown;
    }

    /**
     * The cause that another attempt would meet again, if there is one, else a full disk, which may
     * have caused the others, else the first.
     */
    static Throwable decisive(List<Throwable> failures) {
        List<Throwable> causes = failures.stream().map(FailureCause::of).toList();
        return causes.stream()
                .filter(FailureCause::wouldFailAgain)
                .findFirst()
                .or(() -> causes.stream().filter(FullDisk::causes).findFirst())
                .orElse(causes.getFirst());
    }

    /** The exception that the engine threw, out of those that the framework wrapped around it. */
    static Throwable of(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && isWrapper(cause)) cause = cause.getCause();
        return cause;
    }

    private static boolean isWrapper(Throwable failure) {
        return failure.getClass().getName().startsWith("org.springframework.");
    }

    /**
     * A run that is repeated is equal bit for bit, so that what its own computation throws it
     * throws again, and a file says again what it said; what its surroundings do (disks, memory,
     * devices) may go better.
     */
    static boolean wouldFailAgain(Throwable cause) {
        return isOfTheRun(cause)
                && !FullDisk.causes(cause)
                && !(cause.getCause() instanceof IOException read && mayPass(read));
    }

    private static boolean isOfTheRun(Throwable cause) {
        return isAddressed(cause)
                || cause instanceof UnsupportedOperationException
                || cause instanceof IndexOutOfBoundsException
                || cause instanceof NullPointerException
                || cause instanceof ClassCastException
                || cause instanceof ArithmeticException;
    }

    private static boolean mayPass(IOException failure) {
        return !(failure instanceof CharacterCodingException
                || failure instanceof NoSuchFileException);
    }

    /** The reason as the run shows it; it names a full disk, whatever error that led to. */
    static String message(Throwable cause) {
        String text = text(cause);
        return FullDisk.message(cause)
                .filter(full -> !text.contains(full))
                .map(full -> full + ": " + text)
                .orElse(text);
    }

    /** What is addressed to a person stands alone; of a fault its kind says most. */
    private static String text(Throwable cause) {
        String message = cause.getMessage();
        if (cause instanceof UncheckedIOException && cause.getCause() instanceof IOException disk) {
            String what = disk.getClass().getSimpleName() + ": " + disk.getMessage();
            return message == null || message.equals(disk.toString())
                    ? what
                    : message + ": " + what;
        }
        return message != null && isAddressed(cause)
                ? message
                : cause.getClass().getSimpleName() + ": " + message;
    }

    private static boolean isAddressed(Throwable cause) {
        return cause instanceof DivergedException
                || cause instanceof SpecException
                || cause instanceof ModelFileException
                || cause instanceof TokenizerException
                || cause instanceof IllegalArgumentException;
    }
}
