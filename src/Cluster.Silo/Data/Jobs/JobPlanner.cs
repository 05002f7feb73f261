using Cluster.Silo.Data.Hosting;
using Cluster.Silo.Data.Input;
using Cluster.Silo.Data.Messages;
using Cluster.Silo.Data.Results;
using Microsoft.Extensions.Options;

namespace Cluster.Silo.Data.Jobs;

/// <summary>Finds out what a job has to read, and refuses at once what could only fail later.</summary>
internal sealed class JobPlanner(IOptions<ClusterDataOptions> options)
{
    private const int PartitionsASilo = 2;
    private const int MostPartitions = 1024;

    /// <exception cref="InputException">An input is missing or unreadable.</exception>
    /// <exception cref="ResultException">The output cannot be written where it is wanted.</exception>
    /// <exception cref="JobCodeException">The mapper or reducer cannot be loaded.</exception>
    public JobRecord Plan(JobRecord job, int silos, CancellationToken cancellationToken)
    {
        var spec = job.Spec;
        JobCode.Load(spec, options.Value).Dispose();
        CheckOutput(spec.Output);
        var files = InputListing.List(spec.Paths, cancellationToken);
        if (files.FirstOrDefault(file => file.Path == spec.Output) is not null)
        {
            throw new ResultException($"The output {spec.Output} is among the inputs. Give it another name or another folder.");
        }

        return job with
        {
            Files = files,
            SplitBytes = SplitPlanner.EffectiveSize(spec.SplitBytes, files.Sum(file => file.Length), silos * options.Value.Workers),
            Partitions = spec.Partitions ?? Math.Clamp(silos * PartitionsASilo, 1, MostPartitions),
        };
    }

    public static JobPlan PlanOf(string jobId, JobRecord job, string? traceParent) => new()
    {
        JobId = jobId,
        Spec = job.Spec,
        Files = job.Files!,
        SplitBytes = job.SplitBytes,
        Partitions = job.Partitions,
        TraceParent = traceParent,
    };

    private static void CheckOutput(string? output)
    {
        if (output is null)
        {
            return;
        }

        if (Directory.Exists(output))
        {
            throw new ResultException($"The output {output} is a folder; give the name of a file in it.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(output)))
        {
            throw new ResultException($"The folder of the output {output} does not exist. Make it first.");
        }
    }
}
