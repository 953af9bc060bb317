package dev.breakwater.vault;

/** What a body holds that must not be stored, the worse first. */
public enum Sensitive {
    /** A card's verification code, track or PIN: never stored, not even encrypted (PCI DSS 4.0.1, requirement 3.3). */
    AUTHENTICATION_DATA,
    /** A card number: stored encrypted only, and only where the route allows it. */
    CARD_NUMBER,
    /** Nothing of the kind was found. */
    NONE
}
