namespace Cluster.Transactions.Declared;

/// <summary>
/// Orders declared transactions and commits them in batches; keeps their results. There may be two for a while: nothing rests on there being one.
/// </summary>
[Alias("Cluster.Transactions.IDeclaredSequencer")]
internal interface IDeclaredSequencer : IGrainWithIntegerKey
{
    /// <summary>Takes transactions; what becomes of them comes to <paramref name="route"/>. Whoever gets no answer asks again.</summary>
    [Alias("Submit"), ResponseTimeout("00:00:01")]
    Task SubmitAsync(string route, DeclaredSubmission submission);
}
