package org.dllm.platform.dashboard;

/** A page in the menu. The menu lists all beans of this type. */
interface DashboardPage {

    /** The path, with a leading slash. */
    String path();

    /** The title in the menu. */
    String title();
}
