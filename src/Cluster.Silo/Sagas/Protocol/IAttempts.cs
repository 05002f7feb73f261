namespace Cluster.Silo.Sagas.Protocol;

/// <summary>What a driver knows of the attempts of its saga's steps.</summary>
internal interface IAttempts
{
    /// <summary>Whether an attempt of the step is under way here.</summary>
    bool IsUnderWay(int step);

    /// <summary>Whether this driver or one before it may have begun an attempt of the step.</summary>
    bool MayHaveBegun(int step);
}
