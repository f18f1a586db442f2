package org.dllm.platform.dashboard;

/** A page of the menu; being a bean is all that puts it there. */
interface DashboardPage {

    /** Where it is, beginning with a slash. */
    String path();

    /** Its word in the menu. */
    String title();
}
