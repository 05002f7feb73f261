using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cluster.Sagas;

/// <summary>The state of a saga as people write and read it: camel case, enumerations by name.</summary>
internal static class SagaJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter() },
    };

    public static TState Read<TState>(string json)
        where TState : class => JsonSerializer.Deserialize<TState>(json, Options) ?? throw new JsonException("The state is null.");

    public static string Write<TState>(TState state) => JsonSerializer.Serialize(state, Options);
}
