package org.dllm.experiments.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The subjects of MMLU and the groups that lm-evaluation-harness puts them into. */
final class MmluSubjects {

    private static final Map<String, List<String>> GROUPS =
            new TreeMap<>(
                    Map.of(
                            "stem",
                            List.of(
                                    "abstract_algebra",
                                    "anatomy",
                                    "astronomy",
                                    "college_biology",
                                    "college_chemistry",
                                    "college_computer_science",
                                    "college_mathematics",
                                    "college_physics",
                                    "computer_security",
                                    "conceptual_physics",
                                    "electrical_engineering",
                                    "elementary_mathematics",
                                    "high_school_biology",
                                    "high_school_chemistry",
                                    "high_school_computer_science",
                                    "high_school_mathematics",
                                    "high_school_physics",
                                    "high_school_statistics",
                                    "machine_learning"),
                            "humanities",
                            List.of(
                                    "formal_logic",
                                    "high_school_european_history",
                                    "high_school_us_history",
                                    "high_school_world_history",
                                    "international_law",
                                    "jurisprudence",
                                    "logical_fallacies",
                                    "moral_disputes",
                                    "moral_scenarios",
                                    "philosophy",
                                    "prehistory",
                                    "professional_law",
                                    "world_religions"),
                            "social_sciences",
                            List.of(
                                    "econometrics",
                                    "high_school_geography",
                                    "high_school_government_and_politics",
                                    "high_school_macroeconomics",
                                    "high_school_microeconomics",
                                    "high_school_psychology",
                                    "human_sexuality",
                                    "professional_psychology",
                                    "public_relations",
                                    "security_studies",
                                    "sociology",
                                    "us_foreign_policy"),
                            "other",
                            List.of(
                                    "business_ethics",
                                    "clinical_knowledge",
                                    "college_medicine",
                                    "global_facts",
                                    "human_aging",
                                    "management",
                                    "marketing",
                                    "medical_genetics",
                                    "miscellaneous",
                                    "nutrition",
                                    "professional_accounting",
                                    "professional_medicine",
                                    "virology")));

    private MmluSubjects() {}

    /** The names that select subjects: the groups and the single subjects. */
    static List<String> names() {
        var names = new ArrayList<>(GROUPS.keySet());
        GROUPS.values().forEach(names::addAll);
        return names;
    }

    /** Whether a name selects a subject. */
    static boolean contain(String name, String subject) {
        return name.equals(subject) || GROUPS.getOrDefault(name, List.of()).contains(subject);
    }
}
