package dev.breakwater.vault;

import java.util.List;

/**
 * Encrypts everything that is stored, and names it without showing it.
 *
 * <p>Threading: safe for any thread; nothing blocks.
 */
public interface Vault {

    /**
     * Encrypts with the newest key. The key's id stands readable in the result.
     *
     * @param recordId the record it belongs to; what was sealed for one record opens for no other
     */
    byte[] seal(byte[] plain, String recordId);

    /**
     * Decrypts what any known key has sealed for this record.
     *
     * @throws Unreadable if the key is unknown, the bytes were changed, or they belong to another record
     */
    byte[] open(byte[] sealed, String recordId);

    /**
     * A keyed hash of a request under each known key, the newest key's first: it tells whether two requests are the
     * same and nothing of what is in them.
     *
     * @param parts what the request is made of: client, route, method, target, body
     */
    List<String> fingerprints(byte[]... parts);
}
