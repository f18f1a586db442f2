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

/** Finds the cause of a failure and whether another attempt would fail as well. */
final class FailureCause {

    private FailureCause() {}

    /**
     * Exceptions thrown by the stages of a job, in order. Batch's own list has no order and adds an
     * exception of its own for each stage whose tasks failed.
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
     * The cause that decides what follows: one that another attempt would meet again, otherwise a
     * full disk, which may have caused the others, otherwise the first.
     */
    static Throwable decisive(List<Throwable> failures) {
        List<Throwable> causes = failures.stream().map(FailureCause::of).toList();
        return causes.stream()
                .filter(FailureCause::wouldFailAgain)
                .findFirst()
                .or(() -> causes.stream().filter(FullDisk::causes).findFirst())
                .orElse(causes.getFirst());
    }

    /** The exception that the engine threw, without the framework's wrappers. */
    static Throwable of(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && isWrapper(cause)) cause = cause.getCause();
        return cause;
    }

    private static boolean isWrapper(Throwable failure) {
        return failure.getClass().getName().startsWith("org.springframework.");
    }

    /**
     * Whether another attempt would fail the same way. Computation is deterministic and files stay
     * the same, so their errors repeat; errors of disks, memory and devices may not.
     */
    static boolean wouldFailAgain(Throwable cause) {
        return isErrorOfTheRun(cause)
                && !FullDisk.causes(cause)
                && !(cause.getCause() instanceof IOException read && isTemporary(read));
    }

    private static boolean isErrorOfTheRun(Throwable cause) {
        return isWrittenForUsers(cause)
                || cause instanceof UnsupportedOperationException
                || cause instanceof IndexOutOfBoundsException
                || cause instanceof NullPointerException
                || cause instanceof ClassCastException
                || cause instanceof ArithmeticException;
    }

    private static boolean isTemporary(IOException failure) {
        return !(failure instanceof CharacterCodingException
                || failure instanceof NoSuchFileException);
    }

    /** The reason that the run shows. A full disk is named whichever error it led to. */
    static String message(Throwable cause) {
        String text = text(cause);
        return FullDisk.message(cause)
                .filter(full -> !text.contains(full))
                .map(full -> full + ": " + text)
                .orElse(text);
    }

    /**
     * Messages that are written for users stand alone. For other exceptions the class name is
     * added.
     */
    private static String text(Throwable cause) {
        String message = cause.getMessage();
        if (cause instanceof UncheckedIOException && cause.getCause() instanceof IOException disk) {
            String what = disk.getClass().getSimpleName() + ": " + disk.getMessage();
            return message == null || message.equals(disk.toString())
                    ? what
                    : message + ": " + what;
        }
        return message != null && isWrittenForUsers(cause)
                ? message
                : cause.getClass().getSimpleName() + ": " + message;
    }

    private static boolean isWrittenForUsers(Throwable cause) {
        return cause instanceof DivergedException
                || cause instanceof SpecException
                || cause instanceof ModelFileException
                || cause instanceof TokenizerException
                || cause instanceof IllegalArgumentException;
    }
}
