using System.CommandLine;

namespace Cluster.Cli.Registers;

/// <summary><c>cluster register</c>: the cluster's registers, with texts as their values.</summary>
internal sealed class RegisterCommand : Command
{
    public RegisterCommand() : base("register", "Reads, writes and watches replicated registers.")
    {
        Add(new RegisterGetCommand());
        Add(new RegisterSetCommand());
        Add(new RegisterCasCommand());
        Add(new RegisterDeleteCommand());
        Add(new RegisterWatchCommand());
        Add(new RegisterListCommand());
        Add(new RegisterShowCommand());
        Add(new RegisterAdviseCommand());
    }
}
