namespace Bank;

/// <summary>What somebody who has paid is sent.</summary>
[GenerateSerializer, Alias("Bank.Receipt")]
internal sealed record Receipt([property: Id(0)] string From, [property: Id(1)] string To, [property: Id(2)] long Amount);
