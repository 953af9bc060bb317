package dev.breakwater;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.CrossVersionObjectReference;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What kustomize makes of each overlay is what Kubernetes takes, and keeps to what we hold right of every pod. */
class OverlaysTest {

    private static final Path OVERLAYS = Path.of("k8s/overlays");
    private static final long BOUND_SECONDS = 60;

    /** Each is rendered once. */
    private static final Map<Path, List<Object>> RENDERED = new ConcurrentHashMap<>();

    @TempDir
    Path dir;

    static List<Path> overlays() throws IOException {
        List<Path> all = new ArrayList<>(List.of(Path.of("k8s/base"), Path.of("k8s/redis")));
        try (Stream<Path> found = Files.list(OVERLAYS)) {
            found.sorted().forEach(all::add);
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void each_is_of_kinds_that_there_are_and_has_only_their_fields(Path overlay) throws Exception {
        assertThat(rendered(overlay)).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void no_pod_is_root_writes_to_its_disk_or_asks_the_cluster(Path overlay) throws Exception {
        assertThat(pods(overlay)).isNotEmpty().allSatisfy(template -> {
            PodSpec pod = template.getSpec();
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
            assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(pod.getAutomountServiceAccountToken()).isFalse();
            assertThat(pod.getEnableServiceLinks()).isFalse();
            for (Container container : pod.getContainers()) {
                assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                        .isTrue();
                assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                        .isFalse();
                assertThat(container.getSecurityContext().getCapabilities().getDrop())
                        .containsExactly("ALL");
                assertThat(container.getEnv())
                        .as("secrets are files")
                        .allMatch(variable -> variable.getValueFrom() == null);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void each_container_has_limits_probes_and_a_version(Path overlay) throws Exception {
        List<Container> containers = pods(overlay).stream()
                .flatMap(template -> template.getSpec().getContainers().stream())
                .toList();
        assertThat(containers).isNotEmpty().allSatisfy(container -> {
            assertThat(container.getResources().getLimits()).containsOnlyKeys("cpu", "memory");
            assertThat(container.getResources().getRequests().get("memory"))
                    .isEqualTo(container.getResources().getLimits().get("memory"));
            assertThat(container.getStartupProbe()).isNotNull();
            assertThat(container.getLivenessProbe()).isNotNull();
            assertThat(container.getReadinessProbe()).isNotNull();
            assertThat(container.getImage()).matches(".+:[0-9].*").doesNotContain("latest");
        });
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void what_points_at_something_finds_it(Path overlay) throws Exception {
        List<Object> all = rendered(overlay);
        List<PodTemplateSpec> pods = pods(overlay);
        for (Object each : all) {
            if (each instanceof Service service) {
                assertThat(pods)
                        .as(service.getMetadata().getName())
                        .anyMatch(pod -> has(pod, service.getSpec().getSelector()));
            } else if (each instanceof NetworkPolicy policy) {
                assertThat(pods)
                        .as(policy.getMetadata().getName())
                        .anyMatch(pod ->
                                has(pod, policy.getSpec().getPodSelector().getMatchLabels()));
            } else if (each instanceof HorizontalPodAutoscaler scaler) {
                CrossVersionObjectReference target = scaler.getSpec().getScaleTargetRef();
                assertThat(all)
                        .as(target.toString())
                        .anyMatch(one -> nameOf(one, target.getKind()).equals(target.getName()));
            }
        }
        if (overlay.startsWith(OVERLAYS)) {
            Set<String> maps = Set.copyOf(all.stream()
                    .map(one -> nameOf(one, "ConfigMap"))
                    .filter(name -> !name.isEmpty())
                    .toList());
            assertThat(pods)
                    .flatExtracting(pod -> pod.getSpec().getVolumes())
                    .filteredOn(volume -> volume.getConfigMap() != null)
                    .extracting(volume -> volume.getConfigMap().getName())
                    .allMatch(maps::contains);
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void each_pod_has_policies_for_both_directions(Path overlay) throws Exception {
        List<NetworkPolicy> policies = of(rendered(overlay), NetworkPolicy.class);

        assertThat(pods(overlay))
                .allSatisfy(pod -> assertThat(policies.stream()
                                .filter(policy -> has(
                                        pod, policy.getSpec().getPodSelector().getMatchLabels()))
                                .flatMap(policy -> policy.getSpec().getPolicyTypes().stream()))
                        .contains("Ingress", "Egress"));
    }

    @Test
    void blue_and_green_are_apart_and_payments_go_to_one_of_them() throws Exception {
        List<Object> all = rendered(OVERLAYS.resolve("blue-green"));
        List<Deployment> sets = of(all, Deployment.class);
        Service door = of(all, Service.class).stream()
                .filter(service -> service.getMetadata().getName().equals("breakwater"))
                .findFirst()
                .orElseThrow();

        assertThat(sets)
                .extracting(set -> set.getSpec().getSelector().getMatchLabels().get("colour"))
                .containsExactlyInAnyOrder("blue", "green");
        assertThat(pods(OVERLAYS.resolve("blue-green")))
                .filteredOn(pod -> has(pod, door.getSpec().getSelector()))
                .hasSize(1);
    }

    @Test
    void the_canary_shares_the_door_with_those_that_are_stable() throws Exception {
        List<Object> all = rendered(OVERLAYS.resolve("canary"));
        Service door = of(all, Service.class).stream()
                .filter(service -> service.getMetadata().getName().equals("breakwater"))
                .findFirst()
                .orElseThrow();

        assertThat(pods(OVERLAYS.resolve("canary")))
                .hasSize(2)
                .allMatch(pod -> has(pod, door.getSpec().getSelector()));
        assertThat(of(all, HorizontalPodAutoscaler.class))
                .extracting(scaler -> scaler.getSpec().getScaleTargetRef().getName())
                .containsExactly("breakwater-stable");
    }

    @Test
    void the_rollout_goes_on_only_while_payments_succeed() throws Exception {
        List<Object> all = rendered(OVERLAYS.resolve("canary-argo"));
        Argo.Rollout rollout = of(all, Argo.Rollout.class).get(0);
        Argo.AnalysisTemplate template = of(all, Argo.AnalysisTemplate.class).get(0);
        String metrics = Files.readString(Path.of("docs/metrics.md"));

        assertThat(rollout.spec().strategy().canary().steps())
                .filteredOn(step -> step.analysis() != null)
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(step -> assertThat(step.analysis().templates())
                        .extracting(Argo.TemplateName::templateName)
                        .containsExactly(template.metadata().getName()));
        assertThat(rollout.spec().workloadRef().name()).isEqualTo("breakwater");
        assertThat(template.spec().metrics()).isNotEmpty().allSatisfy(metric -> {
            String name = metric.provider().prometheus().query().replaceAll("(?s).*?(breakwater_\\w+).*", "$1");
            assertThat(metrics).contains("`" + name + "`");
            assertThat(metric.failureLimit()).isLessThan(metric.count());
        });
    }

    @Test
    void the_store_keeps_what_the_queue_needs() throws Exception {
        List<Object> all = rendered(Path.of("k8s/redis"));

        assertThat(of(all, ConfigMap.class).get(0).getData().get("redis.conf"))
                .contains("appendonly yes", "appendfsync always", "maxmemory-policy noeviction", "maxmemory ");
        assertThat(of(all, StatefulSet.class).get(0).getSpec().getVolumeClaimTemplates())
                .hasSize(1);
    }

    private List<PodTemplateSpec> pods(Path overlay) throws Exception {
        List<PodTemplateSpec> pods = new ArrayList<>();
        for (Object each : rendered(overlay)) {
            if (each instanceof Deployment deployment) {
                pods.add(deployment.getSpec().getTemplate());
            } else if (each instanceof StatefulSet set) {
                pods.add(set.getSpec().getTemplate());
            }
        }
        return pods;
    }

    private static <T> List<T> of(List<Object> all, Class<T> kind) {
        return all.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static boolean has(PodTemplateSpec pod, @Nullable Map<String, String> labels) {
        return labels != null && pod.getMetadata().getLabels().entrySet().containsAll(labels.entrySet());
    }

    private static String nameOf(Object manifest, String kind) {
        if (manifest instanceof Argo.Rollout rollout) {
            return kind.equals("Rollout") ? rollout.metadata().getName() : "";
        }
        return manifest instanceof io.fabric8.kubernetes.api.model.HasMetadata one
                        && one.getKind().equals(kind)
                ? one.getMetadata().getName()
                : "";
    }

    private List<Object> rendered(Path overlay) throws Exception {
        List<Object> before = RENDERED.get(overlay);
        if (before != null) {
            return before;
        }
        Path kustomize = Installed.orSkip("kustomize", "overlays are not rendered");
        Path output = Files.createTempFile(dir, "rendered", ".yaml");
        Path errors = Files.createTempFile(dir, "errors", ".txt");
        Process process = new ProcessBuilder(kustomize.toString(), "build", overlay.toString())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertThat(process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
        } finally {
            process.destroyForcibly();
        }
        List<Object> manifests = new ArrayList<>();
        try (MappingIterator<JsonNode> documents =
                KubernetesTest.YAML.readerFor(JsonNode.class).readValues(output.toFile())) {
            while (documents.hasNext()) {
                manifests.add(KubernetesTest.typed(documents.next()));
            }
        }
        RENDERED.put(overlay, manifests);
        return manifests;
    }
}
