using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cluster.Simulation.Histories;

/// <summary>Writes an outcome as <c>true</c>, <c>false</c> or <c>"unknown"</c>.</summary>
internal sealed class OutcomeJson : JsonConverter<Outcome>
{
    public override Outcome Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.True => Outcome.Ok,
        JsonTokenType.False => Outcome.Failed,
        JsonTokenType.String when reader.ValueTextEquals("unknown") => Outcome.Unknown,
        _ => throw new JsonException("\"ok\" is true, false or \"unknown\"."),
    };

    public override void Write(Utf8JsonWriter writer, Outcome value, JsonSerializerOptions options)
    {
        if (value == Outcome.Unknown)
            writer.WriteStringValue("unknown");
        else
            writer.WriteBooleanValue(value == Outcome.Ok);
    }
}
