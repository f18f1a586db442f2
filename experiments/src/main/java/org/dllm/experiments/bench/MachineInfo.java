package org.dllm.experiments.bench;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Scanner;

/** Describes the machine and software of a measurement. */
public final class MachineInfo {

    private static final long PAGE = 4096;

    private MachineInfo() {}

    /** One line with processor, cores, load, versions and threads. */
    public static String describe() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        return String.format(
                Locale.ROOT,
                "%s, %d cores, load %.2f, %s %s, JDK %s, PyTorch %s with %s threads",
                processor(),
                Runtime.getRuntime().availableProcessors(),
                system.getSystemLoadAverage(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.version(),
                Engine.getEngine("PyTorch").getVersion(),
                System.getProperty("ai.djl.pytorch.num_threads", "default"));
    }

    private static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown processor");
        } catch (IOException e) {
            return "unknown processor";
        }
    }

    /** Resident memory of this process in bytes; empty if the system does not report it. */
    public static OptionalLong residentBytes() {
        // total pages, then resident pages
        try (var pages = new Scanner(Path.of("/proc/self/statm"), StandardCharsets.UTF_8)) {
            pages.nextLong();
            return OptionalLong.of(pages.nextLong() * PAGE);
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
