package dev.breakwater.load.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a run once nothing waits any more, or once nobody waited for it any longer.
 *
 * @param asked what clients were about to ask, in that order
 * @param told what they were told
 * @param effects the provider's ledger since the run began; null if there is none to be had
 * @param kept what the gateway says of each write that it has accepted
 * @param prefix with which all keys of the run begin: other keys in the ledger are not the run's
 */
public record Evidence(
        List<Asked> asked, List<Told> told, @Nullable List<Effect> effects, List<Kept> kept, String prefix) {}
