using Cluster.Locks;
using Microsoft.Extensions.Hosting;

namespace Cluster.Load;

/// <summary>
/// Takes one lock and lets go of it as it is told on standard input (<c>acquire</c>, <c>try</c>, <c>release</c>), and says on standard output what came
/// of it (<c>held TOKEN</c>, <c>busy</c>, <c>unreachable</c>, <c>released</c>) and when the lock is lost (<c>lost TOKEN</c>).
/// </summary>
internal sealed class LockHold(IFencedLockProvider locks, LockHoldOptions options, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var named = locks.CreateLock(options.Name);
        var held = default(IFencedLockHandle);
        using var commands = new StreamReader(Console.OpenStandardInput());
        Say("ready");
        while (await commands.ReadLineAsync(stoppingToken) is { } command)
        {
            switch (command)
            {
                case "acquire":
                    Say(Held(held = await named.AcquireAsync(cancellationToken: stoppingToken)));
                    break;
                case "try":
                    Say(await TryAsync());
                    break;
                case "release":
                    await held!.DisposeAsync();
                    Say("released");
                    break;
                default:
                    throw new InvalidOperationException($"There is no command {command}.");
            }
        }

        lifetime.StopApplication();

        async Task<string> TryAsync()
        {
            try
            {
                held = await named.TryAcquireAsync(cancellationToken: stoppingToken);
                return held is null ? "busy" : Held(held);
            }
            catch (ClusterUnreachableException)
            {
                return "unreachable";
            }
        }
    }

    private static string Held(IFencedLockHandle held)
    {
        held.Lost.Register(() => Say($"lost {held.FencingToken}"));
        return $"held {held.FencingToken}";
    }

    private static void Say(string what)
    {
        Console.Out.WriteLine(what);
        Console.Out.Flush();
    }
}
