package dev.breakwater;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of Argo Rollouts' kinds that our manifests use, after its documentation; another one is a fault. */
final class Argo {

    private Argo() {}

    record Rollout(String apiVersion, String kind, ObjectMeta metadata, RolloutSpec spec) {}

    record RolloutSpec(
            int replicas,
            int revisionHistoryLimit,
            int minReadySeconds,
            int progressDeadlineSeconds,
            boolean progressDeadlineAbort,
            LabelSelector selector,
            WorkloadRef workloadRef,
            Strategy strategy) {}

    record WorkloadRef(
            String apiVersion,
            String kind,
            String name,
            @Nullable String scaleDown) {}

    record Strategy(Canary canary) {}

    record Canary(
            int maxSurge,
            int maxUnavailable,
            PodMetadata canaryMetadata,
            PodMetadata stableMetadata,
            List<Step> steps) {}

    record PodMetadata(Map<String, String> labels) {}

    record Step(
            @Nullable Integer setWeight,
            @Nullable Pause pause,
            @Nullable Analysis analysis) {}

    record Pause(String duration) {}

    record Analysis(List<TemplateName> templates) {}

    record TemplateName(String templateName) {}

    record AnalysisTemplate(String apiVersion, String kind, ObjectMeta metadata, AnalysisSpec spec) {}

    record AnalysisSpec(List<Metric> metrics) {}

    record Metric(
            String name, String interval, int count, int failureLimit, String successCondition, Provider provider) {}

    record Provider(Prometheus prometheus) {}

    record Prometheus(String address, String query) {}
}
