namespace Cluster.Tests.Client;

/// <summary>A grain that leaves calls without an answer, as a silo does that dies.</summary>
public interface IFlaky : IGrainWithStringKey
{
    /// <summary>Counts the call; answers with the count once it has reached <paramref name="answerFrom"/>, else never.</summary>
    [Idempotent]
    Task<int> ReadAsync(int answerFrom);

    /// <summary>The same, not safe to repeat.</summary>
    Task<int> AddAsync(int answerFrom);

    /// <summary>The same with a deadline of its own, well below the client's.</summary>
    [ResponseTimeout("00:00:00.5")]
    Task<int> AddInHalfASecondAsync(int answerFrom);

    /// <summary>Answers all calls once this many of them are waiting.</summary>
    [Idempotent]
    Task<int> MeetAsync(int calls);

    [Idempotent]
    Task FailAsync();

    [Idempotent]
    Task WaitAsync(CancellationToken cancellationToken);

    Task<int> CountAsync();
}
