using System.CommandLine;

namespace Cluster.Cli.Resources;

/// <summary><c>--no-wait</c> and <c>--timeout</c>, for commands that ask for something that takes a while.</summary>
internal sealed class WaitOptions
{
    private readonly Option<bool> _noWait = new("--no-wait") { Description = "Return as soon as the AppHost has accepted it." };

    private readonly Option<int> _timeout = new("--timeout")
    {
        Description = "How long to wait; when it is up, the exit code is 4 and the work goes on.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => ResourceWatch.DefaultTimeoutSeconds,
        CustomParser = WholeNumber.InRange("--timeout", 1, 86_400),
    };

    public void AddTo(Command command, bool noWait = true)
    {
        if (noWait)
        {
            command.Add(_noWait);
        }

        command.Add(_timeout);
    }

    public bool Waits(ParseResult arguments) => !arguments.GetValue(_noWait);

    public TimeSpan Timeout(ParseResult arguments) => TimeSpan.FromSeconds(arguments.GetValue(_timeout));
}
