using System.CommandLine;
using Cluster.Data;

namespace Cluster.Cli.Jobs;

/// <summary><c>cluster job run</c>: runs a mapper and a reducer from an assembly of the user's own.</summary>
internal sealed class JobRunCommand : CliCommand
{
    private readonly JobArguments _job = new();
    private readonly JobRun _run = new();
    private readonly Option<string> _assembly = new("--assembly")
    {
        Description = "The assembly that holds them; it is copied to the cluster's jobs folder.",
        HelpName = "X.dll",
        Required = true,
    };

    private readonly Option<string> _mapper = new("--mapper")
    {
        Description = "The full name of a public class derived from Cluster.Data.Mapper.",
        HelpName = "CLASS",
        Required = true,
    };

    private readonly Option<string> _reducer = new("--reducer")
    {
        Description = "The full name of a public class derived from Cluster.Data.Reducer.",
        HelpName = "CLASS",
        Required = true,
    };

    private readonly Option<string[]> _settings = new("--set")
    {
        Description = "A setting for both, handed to Configure. May be given more than once.",
        HelpName = "KEY=VALUE",
        DefaultValueFactory = _ => [],
    };

    public JobRunCommand() : base("run", "Runs a mapper and a reducer of your own on all silos.")
    {
        _settings.Validators.Add(result =>
        {
            foreach (var setting in result.GetValueOrDefault<string[]>() ?? [])
            {
                if (setting.IndexOf('=') <= 0)
                {
                    result.AddError($"--set {setting} has no key and value: write KEY=VALUE.");
                }
            }
        });
        Add(_assembly);
        Add(_mapper);
        Add(_reducer);
        Add(_settings);
        _job.AddTo(this);
        _run.AddTo(this);
    }

    public override IReadOnlyList<string> Examples =>
        ["cluster job run --assembly bin/OwnJob.dll --mapper OwnJob.WordLengthMapper --reducer OwnJob.SumReducer book.txt"];

    public override TimeSpan? TerminationTimeout => JobRun.TerminationTimeout;

    public override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var options = _job.MapReduce(context, context.Arguments.GetRequiredValue(_mapper), context.Arguments.GetRequiredValue(_reducer));
        var assembly = context.Terminal.FullPath(context.Arguments.GetRequiredValue(_assembly));
        return _run.RunAsync(
            context,
            options with
            {
                Assembly = JobAssembly.CopyTo(JobsFolder(context), assembly),
                Settings = context.Arguments.GetRequiredValue(_settings)
                    .Select(setting => setting.Split('=', 2))
                    .GroupBy(pair => pair[0], pair => pair[1])
                    .ToDictionary(group => group.Key, group => group.Last()),
            },
            cancellationToken);
    }

    private static string JobsFolder(CommandContext context) => Path.Combine(context.Location.RequireAppHost().DataFolder, "jobs");
}
