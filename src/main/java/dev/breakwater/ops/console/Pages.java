package dev.breakwater.ops.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The templates, checked against what they are given when the service is built. */
@CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
class Pages {

    private Pages() {}

    static native TemplateInstance login(Page page, @Nullable String fault);

    static native TemplateInstance refused(Page page, int status, String heading, String detail);

    static native TemplateInstance overview(Page page, Overview view);

    static native TemplateInstance headline(Overview view);

    static native TemplateInstance facts(Overview view);

    static native TemplateInstance provider(ProviderCard card);

    static native TemplateInstance routes(ProviderCard card);

    static native TemplateInstance lever(Page page, LeverForm form);

    static native TemplateInstance leverConfirm(Page page, LeverPlan plan);

    static native TemplateInstance leverChanged(Page page, LeverPlan plan, String now);

    static native TemplateInstance leverDone(
            Page page, String what, List<String> confirmed, List<String> missing, boolean replicaOnly);

    static native TemplateInstance writes(Page page, WriteList list);

    static native TemplateInstance write(Page page, WriteCard write, @Nullable String fault, @Nullable String done);

    static native TemplateInstance writeConfirm(Page page, WritePlan plan);

    static native TemplateInstance deadLettersConfirm(Page page, DeadLettersPlan plan);

    static native TemplateInstance deadLettersDone(
            Page page, String count, int skipped, boolean more, @Nullable String fault);

    static native TemplateInstance audit(Page page, AuditList list);

    static native TemplateInstance auditVerified(Page page, boolean whole, String said);
}
