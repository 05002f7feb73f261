namespace Cluster.Silo.Data.Words;

/// <summary>What is done to a word that is not plain ASCII before it is counted.</summary>
[Flags]
internal enum WordRewrite
{
    None = 0,

    /// <summary>Invalid UTF-8 becomes U+FFFD.</summary>
    Repair = 1,

    /// <summary>Characters become lower case.</summary>
    Fold = 2,
}
