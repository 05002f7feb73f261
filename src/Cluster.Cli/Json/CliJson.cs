using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cluster.Data;
using Cluster.LocalHosting.Control;
using Cluster.Locks;
using Cluster.Registers;
using Cluster.Sagas;
using Cluster.Transactions;

namespace Cluster.Cli.Json;

/// <summary>The JSON that the command writes: camel case, enumerations by name, text as it is rather than escaped.</summary>
[JsonSerializable(typeof(ActionDocument))]
[JsonSerializable(typeof(DownDocument))]
[JsonSerializable(typeof(ErrorDocument))]
[JsonSerializable(typeof(IReadOnlyList<JobDocument>))]
[JsonSerializable(typeof(JobDocument))]
[JsonSerializable(typeof(LockBreakDocument))]
[JsonSerializable(typeof(IReadOnlyList<LockBreakDocument>))]
[JsonSerializable(typeof(LockDocument))]
[JsonSerializable(typeof(IReadOnlyList<LockDocument>))]
[JsonSerializable(typeof(LogLine))]
[JsonSerializable(typeof(IReadOnlyList<LogLine>))]
[JsonSerializable(typeof(RegisterAdviceDocument))]
[JsonSerializable(typeof(RegisterDocument))]
[JsonSerializable(typeof(RegisterStatusDocument))]
[JsonSerializable(typeof(IReadOnlyList<RegisterStatusDocument>))]
[JsonSerializable(typeof(RegisterWriteDocument))]
[JsonSerializable(typeof(IReadOnlyList<ResourceStatus>))]
[JsonSerializable(typeof(ResourceStatus))]
[JsonSerializable(typeof(IReadOnlyList<SagaKind>))]
[JsonSerializable(typeof(SagaStatus))]
[JsonSerializable(typeof(IReadOnlyList<SagaStatus>))]
[JsonSerializable(typeof(SortedDictionary<string, string>))]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(TransactionDocument))]
[JsonSerializable(typeof(IReadOnlyList<TransactionDocument>))]
[JsonSerializable(typeof(UpDocument))]
[JsonSerializable(typeof(VersionDocument))]
internal sealed partial class CliJson : JsonSerializerContext
{
    /// <summary>Indented, for the one document of a command.</summary>
    public static CliJson Documents { get; } = new(CreateOptions(indented: true));

    /// <summary>One document a line, for what is followed.</summary>
    public static CliJson Lines { get; } = new(CreateOptions(indented: false));

    private static JsonSerializerOptions CreateOptions(bool indented) => new(JsonSerializerDefaults.Web)
    {
        WriteIndented = indented,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new JsonStringEnumConverter<JobState>(),
            new JsonStringEnumConverter<LockMode>(),
            new JsonStringEnumConverter<RegisterType>(),
            new JsonStringEnumConverter<SagaState>(),
            new JsonStringEnumConverter<SagaStepState>(),
            new JsonStringEnumConverter<TransactionAbortCause>(),
            new JsonStringEnumConverter<TransactionEventKind>(),
            new JsonStringEnumConverter<TransactionState>(),
        },
    };
}
