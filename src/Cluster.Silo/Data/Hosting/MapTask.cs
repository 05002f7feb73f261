using Cluster.Silo.Data.Blocks;
using Cluster.Silo.Data.Pairs;

namespace Cluster.Silo.Data.Hosting;

/// <summary>Maps a split on a worker.</summary>
internal sealed class MapTask(HostedJob job, HostedTask task)
{
    public async Task RunAsync()
    {
        var stopping = task.Stopping.Token;
        var split = job.Splits[task.Attempt.Task.Index];
        var output = await job.Services.Workers.RunAsync(() => Map(stopping), stopping);
        if (stopping.IsCancellationRequested)
        {
            output.Dispose();
            return;
        }

        task.SetDone(output, output.Bytes);
        job.Services.Telemetry.Mapped(split.Bytes, output.SpilledBytes);

        SegmentSet Map(CancellationToken cancellationToken)
        {
            var services = job.Services;
            var map = new SplitMap(job.Code.CreateMapper(), job.Code.CreateReducer(), services.Blocks, services.Tables, job.Plan.Partitions, services.Options);
            return map.Run(split, task.AddBytes, cancellationToken);
        }
    }
}
