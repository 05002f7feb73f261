using System.Runtime.InteropServices;
using Cluster.LocalHosting.ApplicationModel;
using Cluster.LocalHosting.Arguments;
using Cluster.LocalHosting.Engine;
using Cluster.LocalHosting.Processes;
using Cluster.LocalHosting.Terminal;
using Microsoft.Extensions.Configuration;

namespace Cluster.LocalHosting;

/// <summary>
/// The application: what Program.cs builds and runs. The API is the part of Aspire's that Program.cs uses, so that the same file compiles
/// against either; behind it every resource is a process of this machine.
/// </summary>
public sealed class DistributedApplication
{
    private readonly IReadOnlyList<Resource> _resources;
    private readonly IConfiguration _configuration;
    private readonly AppHostOptions _options;

    internal DistributedApplication(IReadOnlyList<Resource> resources, IConfiguration configuration, AppHostOptions options)
    {
        _resources = resources;
        _configuration = configuration;
        _options = options;
    }

    /// <summary>
    /// Begins an application. <c>--help</c> and a wrong command line end the process here, with exit codes 0 and 2.
    /// </summary>
    /// <param name="args">The AppHost's command line; <c>--help</c> explains it.</param>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args)
    {
        if (GuardianProgram.IsAskedFor(args))
        {
            GuardianProgram.Run(args[1]);
            Environment.Exit(0);
        }

        try
        {
            var arguments = AppHostArguments.Parse(args);
            if (arguments.IsHelp)
            {
                Console.Out.Write(HelpText.Create());
                Environment.Exit(0);
            }

            return new DistributedApplicationBuilder(arguments);
        }
        catch (AppHostArgumentException e)
        {
            Console.Error.WriteLine(e.Message);
            Environment.Exit(2);
            throw;
        }
    }

    /// <summary>Runs the application until Ctrl+C, a signal to end, or a request over the control API; sets the exit code.</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <summary>
    /// Runs the application until Ctrl+C, a signal to end, a request over the control API, or the token is cancelled. When it completes no
    /// process of the application lives. An application that cannot be started says why and sets exit code 1.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await using var engine = new LocalEngine(_resources, _configuration, _options, DotnetHost.Self(), TimeProvider.System);
            await RunAsync(engine, cancellationToken);
        }
        catch (CannotStartException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            Environment.ExitCode = 1;
        }
        catch (RequestRefusedException e)
        {
            await Console.Error.WriteLineAsync($"--logs: {e.Message}");
            Environment.ExitCode = 2;
        }
    }

    private async Task RunAsync(LocalEngine engine, CancellationToken cancellationToken)
    {
        using var stop = new StopRequest(TimeProvider.System, cancellationToken);
        await using var console = AppHostConsole.Create(_options.Plain, () => engine.Statuses);
        ConsoleFeed? feed = null;
        using var interrupt = StopOn(PosixSignal.SIGINT, engine, stop);
        using var terminate = StopOn(PosixSignal.SIGTERM, engine, stop);
        using var hangUp = StopOn(PosixSignal.SIGHUP, engine, stop);
        using var quit = StopOn(PosixSignal.SIGQUIT, engine, stop);
        try
        {
            await engine.PrepareAsync(console.WriteLine, stop.Token);
            feed = new ConsoleFeed(engine, console, _options.Logs, TimeProvider.System);
            await engine.StartAsync();
            await engine.ShutdownRequested.WaitAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
        }

        if (feed is not null)
        {
            await feed.ExpectNothingAsync();
        }

        console.WriteLine("Stopping; once more Ctrl+C to stop at once.");
        await engine.DisposeAsync();
        if (feed is not null)
        {
            await feed.DisposeAsync();
        }

        console.WriteLine("Stopped.");
    }

    private static PosixSignalRegistration StopOn(PosixSignal signal, LocalEngine engine, StopRequest stop) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            stop.Ask(engine);
        });
}
