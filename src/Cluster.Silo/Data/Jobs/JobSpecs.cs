using Cluster.Data;
using Cluster.Silo.Data.Messages;
using Cluster.Silo.Data.Words;

namespace Cluster.Silo.Data.Jobs;

/// <summary>Brings the options of all kinds of jobs into one shape.</summary>
internal static class JobSpecs
{
    public static JobSpec Of(JobOptions options) => options switch
    {
        WordCountOptions words => new JobSpec
        {
            Kind = JobSpec.WordCountKind,
            Paths = words.Paths,
            Output = words.Output,
            Format = words.Format,
            Top = words.Top,
            SplitBytes = words.SplitBytes,
            Partitions = words.Partitions,
            Mapper = typeof(WordCountMapper).FullName!,
            Reducer = typeof(WordCountReducer).FullName!,
            Settings = WordCountSettings.Of(words),
        },
        MapReduceOptions own => new JobSpec
        {
            Kind = own.Mapper,
            Paths = own.Paths,
            Output = own.Output,
            Format = own.Format,
            Top = own.Top,
            SplitBytes = own.SplitBytes,
            Partitions = own.Partitions,
            Mapper = own.Mapper,
            Reducer = own.Reducer,
            Assembly = own.Assembly,
            Settings = own.Settings,
        },
        _ => throw new ArgumentException($"{options.GetType()} is no kind of job.", nameof(options)),
    };
}
