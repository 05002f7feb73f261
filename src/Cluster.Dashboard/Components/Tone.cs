namespace Cluster.Dashboard.Components;

/// <summary>What a state means to its reader; the style sheet has one colour for each.</summary>
public enum Tone
{
    /// <summary>Neither good nor bad.</summary>
    Idle,

    /// <summary>On its way.</summary>
    Busy,

    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Wants a look.</summary>
    Warn,

    /// <summary>Wrong.</summary>
    Bad,
}

