package org.dllm.platform.cli;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/**
 * The names of the server's own settings. Spring ignores a misspelt name, and the server would use
 * the default.
 */
final class KnownSettings {

    private static final String PREFIX = "dllm.";

    /** Names that the entry script, the commands, the notebooks and the runs read. */
    private static final List<String> SYSTEM = List.of("dllm.script", "dllm.run-cache", "dllm.app");

    private static final List<String> ENVIRONMENT =
            List.of(
                    "DLLM_URL",
                    "DLLM_TOKEN",
                    "DLLM_JDBC_URL",
                    "DLLM_JDBC_USER",
                    "DLLM_JDBC_PASSWORD",
                    "DLLM_JAVA_HOME",
                    "DLLM_JAVA_OPTS",
                    "DLLM_JUPYTER",
                    "DLLM_CHROMIUM",
                    "DLLM_MIRROR");

    /** Maximum edit distance of a misspelt variable outside of every group of settings. */
    private static final int SLIP = 2;

    private final TreeSet<String> names = new TreeSet<>();

    KnownSettings() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        scanner.findCandidateComponents("org.dllm.platform")
                .forEach(found -> addSettings(String.valueOf(found.getBeanClassName())));
    }

    private void addSettings(String className) {
        Class<?> type = ClassUtils.resolveClassName(className, null);
        ConfigurationProperties group =
                AnnotatedElementUtils.findMergedAnnotation(type, ConfigurationProperties.class);
        if (group != null && type.isRecord() && (group.prefix() + ".").startsWith(PREFIX)) {
            Arrays.stream(type.getRecordComponents())
                    .forEach(part -> names.add(group.prefix() + "." + dashed(part.getName())));
        }
    }

    private static String dashed(String name) {
        return name.replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /** The error of the first unknown setting; empty if all are known. */
    Optional<String> unknown(
            Collection<String> sets, Properties system, Map<String, String> environment) {
        for (String set : sets) {
            String name = set.split("=", 2)[0];
            if (name.startsWith(PREFIX) && !fits(name, names)) {
                return Optional.of(wrong("--set", name, nearest(name, names)));
            }
        }
        for (String name : system.stringPropertyNames()) {
            if (name.startsWith(PREFIX) && !SYSTEM.contains(name) && !fits(name, names)) {
                return Optional.of(wrong("-D", name, nearest(name, names)));
            }
        }
        return environment.keySet().stream()
                .sorted()
                .flatMap(name -> inEnvironment(name).stream())
                .findFirst();
    }

    private Optional<String> inEnvironment(String name) {
        List<String> variables = names.stream().map(KnownSettings::variable).toList();
        if (!name.startsWith("DLLM_") || ENVIRONMENT.contains(name) || fits(name, variables)) {
            return Optional.empty();
        }
        String nearest = nearest(name, variables);
        boolean inGroup =
                names.stream()
                        .filter(setting -> setting.lastIndexOf('.') > PREFIX.length())
                        .map(setting -> variable(setting.substring(0, setting.lastIndexOf('.'))))
                        .anyMatch(group -> name.startsWith(group + "_"));
        return inGroup || distance(name, nearest) <= SLIP
                ? Optional.of(wrong("environment", name, nearest))
                : Optional.empty();
    }

    private static String wrong(String where, String name, String nearest) {
        return "%s: expected a setting of the server, such as %s, found %s"
                .formatted(where, nearest, name);
    }

    /** Compares names as Spring does: without case and dashes, with an optional list index. */
    private static boolean fits(String name, Collection<String> known) {
        String whole = name.replaceFirst("(\\[\\d+]|_\\d+_?)$", "");
        return known.stream().anyMatch(setting -> bare(setting).equals(bare(whole)));
    }

    private static String bare(String name) {
        return name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
    }

    private static String variable(String setting) {
        return setting.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
    }

    private static String nearest(String name, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(setting -> distance(name, setting)))
                .orElseThrow();
    }

    /** The number of characters to insert, delete or replace. */
    private static int distance(String from, String to) {
        int[] before = new int[to.length() + 1];
        Arrays.setAll(before, i -> i);
        for (int i = 1; i <= from.length(); i++) {
            int[] row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = before[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(before[j], row[j - 1]));
            }
            before = row;
        }
        return before[to.length()];
    }
}
