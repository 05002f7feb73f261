namespace Cluster.Browser;

/// <summary>How long a test waits for what must come: so long that only what never comes fails, on a slow and busy machine too.</summary>
internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static float Milliseconds => (float)Limit.TotalMilliseconds;

    /// <summary>Asks until the answer is right, and fails with the last one when it never is.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> isRight, string what)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        var last = "nothing was answered";
        while (!limit.IsCancellationRequested)
        {
            try
            {
                var answer = await ask();
                if (isRight(answer))
                {
                    return answer;
                }

                last = $"the last answer was {answer}";
            }
            catch (HttpRequestException e)
            {
                last = e.Message;
            }

            await Task.Delay(200, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        throw new TimeoutException($"Waited {Limit} for {what}; {last}.");
    }
}
