using System.Diagnostics.CodeAnalysis;

namespace Cluster.Contracts.Interleaving;

/// <summary>One process of a model: code that goes on by one step when it is told to, and may be killed before any step.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The semaphores have no handles; thousands are made and dropped.")]
internal sealed class Strand
{
    private readonly SemaphoreSlim _goOn = new(0);
    private readonly SemaphoreSlim _stopped = new(0);
    private readonly Thread _thread;
    private int _dice;

    public Strand(Action<Strand> code)
    {
        _thread = new Thread(() => Run(code), 256 * 1024) { IsBackground = true };
        _thread.Start();
        _stopped.Wait();
    }

    public bool IsKilled { get; private set; }

    public bool HasEnded { get; private set; }

    public Exception? Failure { get; private set; }

    /// <summary>Called by the code before each of its effects. Gives a number that the schedule has chosen, for what is up to chance.</summary>
    public int Step()
    {
        _stopped.Release();
        _goOn.Wait();
        return IsKilled ? throw new KilledException() : _dice;
    }

    public void GoOn(int dice)
    {
        _dice = dice;
        _goOn.Release();
        _stopped.Wait();
    }

    /// <summary>As kill -9: no effect of its code follows, neither of its <c>finally</c> blocks.</summary>
    public void Kill()
    {
        IsKilled = true;
        while (!HasEnded)
            GoOn(0);
    }

    private void Run(Action<Strand> code)
    {
        try
        {
            Step();
            code(this);
        }
        catch (KilledException)
        {
        }
        catch (Exception e)
        {
            Failure = e;
        }

        HasEnded = true;
        _stopped.Release();
    }

    private sealed class KilledException : Exception;
}
