using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Protocol;

namespace Cluster.Silo.Registers.Promises;

/// <summary>The changes that are made to a register in which promises may stand. Each gives null to leave it alone.</summary>
internal sealed class PromisedRegister(PromiseRules rules)
{
    public static PromisedRegister Standard { get; } = new(PromiseRules.Standard);

    /// <summary>Whether an operation that found this has to see to the end of the promise first.</summary>
    /// <param name="found">What it found.</param>
    /// <param name="isRead">Whether it reads.</param>
    /// <param name="own">The promise on whose behalf it is done: that one does not stand in its way.</param>
    public bool IsInTheWay(RegisterContent found, bool isRead, RegisterPromise? own) => found.Pending is { } pending && pending.Promise != own && (!isRead || rules.ReadsWait);

    /// <summary>Puts a value, given what is there.</summary>
    public RegisterChange? Write(Versioned current, Func<RegisterContent, byte[]?> stored)
    {
        var content = RegisterContent.Of(current);
        return content.Pending is not null && rules.WritesWait ? null : new RegisterChange(stored(content));
    }

    /// <summary>Puts a value if what is there is expected.</summary>
    public static RegisterChange? CompareAndSet(Versioned current, Predicate<RegisterContent> isExpected, byte[]? stored)
    {
        var content = RegisterContent.Of(current);
        return content.Pending is null && isExpected(content) ? new RegisterChange(stored) : null;
    }

    /// <summary>Puts a promise beside the value if what is there is expected.</summary>
    public RegisterChange? Promise(Versioned current, RegisterPromise promise, Predicate<RegisterContent> isExpected, byte[]? stored)
    {
        var content = RegisterContent.Of(current);
        var isFree = content.Pending is null || (!rules.PromisesWait && content.Pending.Promise != promise);
        return isFree && isExpected(content) ? new RegisterChange(content.With(promise, stored)) : null;
    }

    /// <summary>Ends a promise by its name.</summary>
    public static RegisterChange? Settle(Versioned current, RegisterPromise promise, bool isKept)
    {
        var content = RegisterContent.Of(current);
        return content.Pending?.Promise == promise ? new RegisterChange(content.Settled(isKept)) : null;
    }

    /// <summary>Ends the promise that was met, by who has met it.</summary>
    /// <param name="current">What the register holds now.</param>
    /// <param name="met">What it held then.</param>
    /// <param name="isKept">What is decided.</param>
    public RegisterChange? SettleMet(Versioned current, RegisterContent met, bool isKept) =>
        rules.LooksBeforeItSettles ? Settle(current, met.Pending!.Promise, isKept) : new RegisterChange(met.Settled(isKept));
}
