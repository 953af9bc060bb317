package dev.breakwater;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The manifests in k8s/base are what Kubernetes takes, down to the last field, and keep to what we hold right. */
class KubernetesTest {

    private static final Path BASE = Path.of("k8s/base");
    private static final String KUSTOMIZATION = "kustomization.yaml";

    /** The model takes unknown fields aside; here they are faults. */
    static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory())
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            })
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private static final Map<String, Class<?>> KINDS = Map.of(
            "apps/v1 Deployment", Deployment.class,
            "apps/v1 StatefulSet", StatefulSet.class,
            "v1 ConfigMap", ConfigMap.class,
            "v1 Service", Service.class,
            "v1 ServiceAccount", ServiceAccount.class,
            "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class,
            "autoscaling/v2 HorizontalPodAutoscaler", HorizontalPodAutoscaler.class,
            "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class,
            "argoproj.io/v1alpha1 Rollout", Argo.Rollout.class,
            "argoproj.io/v1alpha1 AnalysisTemplate", Argo.AnalysisTemplate.class);

    static List<Path> manifests() throws IOException {
        try (Stream<Path> files = Files.list(BASE)) {
            return files.filter(file -> !file.endsWith(KUSTOMIZATION)).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void each_is_of_a_kind_that_there_is_and_has_only_its_fields(Path manifest) throws IOException {
        assertThat(parsed(manifest).getMetadata().getName()).startsWith("breakwater");
    }

    @Test
    void a_field_that_there_is_not_is_a_fault() {
        assertThatThrownBy(() -> YAML.readValue("spec: { template: { spec: { containrs: [] } } }", Deployment.class))
                .hasMessageContaining("containrs");
    }

    @Test
    void the_kustomization_lists_each_of_them() throws IOException {
        List<String> listed = new ArrayList<>();
        YAML.readTree(BASE.resolve(KUSTOMIZATION).toFile()).get("resources").forEach(name -> listed.add(name.asText()));

        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(manifests().stream()
                        .map(file -> file.getFileName().toString())
                        .toList());
    }

    @Test
    void nobody_runs_as_root_writes_to_its_disk_or_asks_the_cluster() throws IOException {
        PodSpec pod = pod();
        Container edge = edge();

        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getEnableServiceLinks()).isFalse();
        assertThat(edge.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(edge.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(edge.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(edge.getEnv()).as("secrets are files").noneMatch(variable -> variable.getValueFrom() != null);
    }

    @Test
    void what_it_may_use_is_set_and_its_version_is_named() throws IOException {
        Map<String, Quantity> limits = edge().getResources().getLimits();
        Map<String, Quantity> requests = edge().getResources().getRequests();

        assertThat(limits).containsOnlyKeys("cpu", "memory");
        assertThat(requests.get("memory")).isEqualTo(limits.get("memory"));
        assertThat(edge().getImage()).contains(":").doesNotEndWith(":latest");
    }

    @Test
    void the_probes_ask_what_each_is_for() throws IOException {
        assertThat(edge().getStartupProbe().getHttpGet().getPath()).isEqualTo("/health/started");
        assertThat(edge().getLivenessProbe().getHttpGet().getPath()).isEqualTo("/health/live");
        assertThat(edge().getReadinessProbe().getHttpGet().getPath()).isEqualTo("/health/ready");
        assertThat(List.of(edge().getStartupProbe(), edge().getLivenessProbe(), edge().getReadinessProbe()))
                .allMatch(probe -> probe.getHttpGet().getPort().equals(new IntOrString("ops")));
    }

    @Test
    void it_is_given_the_time_that_it_needs_to_go() throws IOException {
        long delay = Long.parseLong(edge().getEnv().stream()
                .filter(variable -> variable.getName().equals("QUARKUS_SHUTDOWN_DELAY"))
                .findFirst()
                .orElseThrow()
                .getValue()
                .replace("s", ""));
        long preStop = edge().getLifecycle().getPreStop().getSleep().getSeconds();
        long deadlineByDefault = 30;

        assertThat(pod().getTerminationGracePeriodSeconds()).isGreaterThan(preStop + delay + deadlineByDefault + 5);
    }

    @Test
    void a_rollout_takes_nobody_away_before_another_is_there() throws IOException {
        assertThat(deployment().getSpec().getStrategy().getRollingUpdate().getMaxUnavailable())
                .isEqualTo(new IntOrString(0));
        assertThat(deployment().getSpec().getRevisionHistoryLimit()).isPositive();
    }

    @Test
    void the_planes_are_parted() throws IOException {
        assertThat(ports("service.yaml")).containsExactly("http");
        assertThat(ports("service-ops.yaml")).containsExactly("ops");
        assertThat(openTo("networkpolicy-data.yaml")).containsExactly("http");
        assertThat(openTo("networkpolicy-ops.yaml")).containsExactly("ops");
    }

    @Test
    void every_selector_finds_the_pods() throws IOException {
        Map<String, String> labels =
                deployment().getSpec().getTemplate().getMetadata().getLabels();

        assertThat(labels)
                .containsAllEntriesOf(deployment().getSpec().getSelector().getMatchLabels());
        for (Path manifest : manifests()) {
            if (parsed(manifest) instanceof Service service) {
                assertThat(labels).containsAllEntriesOf(service.getSpec().getSelector());
            } else if (parsed(manifest) instanceof NetworkPolicy policy) {
                assertThat(labels)
                        .containsAllEntriesOf(policy.getSpec().getPodSelector().getMatchLabels());
            } else if (parsed(manifest) instanceof PodDisruptionBudget budget) {
                assertThat(labels)
                        .containsAllEntriesOf(budget.getSpec().getSelector().getMatchLabels());
            }
        }
    }

    private static List<String> ports(String service) throws IOException {
        return ((Service) parsed(BASE.resolve(service)))
                .getSpec().getPorts().stream()
                        .map(ServicePort::getTargetPort)
                        .map(IntOrString::getStrVal)
                        .toList();
    }

    private static List<String> openTo(String policy) throws IOException {
        return ((NetworkPolicy) parsed(BASE.resolve(policy)))
                .getSpec().getIngress().stream()
                        .flatMap(rule -> rule.getPorts().stream())
                        .map(port -> port.getPort().getStrVal())
                        .toList();
    }

    private static Container edge() throws IOException {
        return pod().getContainers().get(0);
    }

    private static PodSpec pod() throws IOException {
        return deployment().getSpec().getTemplate().getSpec();
    }

    private static Deployment deployment() throws IOException {
        return (Deployment) parsed(BASE.resolve("deployment.yaml"));
    }

    private static HasMetadata parsed(Path manifest) throws IOException {
        return (HasMetadata) typed(YAML.readTree(manifest.toFile()));
    }

    /** The manifest in the type of its kind. */
    static Object typed(JsonNode manifest) throws IOException {
        String kind =
                manifest.get("apiVersion").asText() + " " + manifest.get("kind").asText();
        assertThat(KINDS).containsKey(kind);
        return YAML.treeToValue(manifest, KINDS.get(kind));
    }
}
