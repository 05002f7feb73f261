namespace Cluster.Simulation.Deadlocks;

/// <summary>A rule of the search for deadlocks that is broken on purpose.</summary>
internal enum DeadlockFault
{
    None,

    /// <summary>What one collection shows is taken for true.</summary>
    LooksOnce,

    /// <summary>Clients are not asked whether their claims still stand.</summary>
    AsksNoClient,

    /// <summary>Coordinators are not asked whether their transactions still run.</summary>
    AsksNoCoordinator,

    /// <summary>Who ran a transaction is taken to wait for its code when it is over.</summary>
    WaitsForWhatIsOver,

    /// <summary>The waits of transactions for items are not collected.</summary>
    SeesNoItems,

    /// <summary>Nobody tells that a transaction has begun to wait.</summary>
    HearsOfNoItems,

    /// <summary>A transaction does not say which owner waits for it.</summary>
    KnowsNoCaller,

    /// <summary>All who wait in a circle are refused.</summary>
    RefusesAll,
}
