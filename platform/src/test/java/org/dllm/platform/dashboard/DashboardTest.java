package org.dllm.platform.dashboard;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.dllm.platform.DllmApplication;
import org.junit.jupiter.api.Tag;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;

/** A test with the complete server on a free port, its own database, and a signed-in browser. */
@Tag("browser")
@SpringBootTest(
        classes = DllmApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "dllm.home=target/dashboard-tests/${random.uuid}",
            "dllm.worker.slots=0",
            "spring.datasource.url=jdbc:h2:mem:dashboard;${h2.settings};DB_CLOSE_DELAY=-1"
        })
@Import({LabFixture.class, DashboardServer.class})
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface DashboardTest {}
