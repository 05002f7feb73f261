namespace Cluster.Silo.Registers.Promises;

/// <summary>What is to be done next about a promise that was met.</summary>
internal enum SettlingStep
{
    /// <summary>Look whether it is decided; if it is not, a while may pass until the answer.</summary>
    Ask,

    /// <summary>Decide that it is broken, unless it is decided.</summary>
    Break,

    /// <summary>Put the promised value, if the promise still stands.</summary>
    Keep,

    /// <summary>Put the value before, if the promise still stands.</summary>
    Undo,

    /// <summary>Nothing: the operation that met it may be begun again.</summary>
    Over,
}
