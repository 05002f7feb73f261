using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cluster.Simulation.Histories;

/// <summary>Writes a step as an array of three.</summary>
internal sealed class TransactionStepJson : JsonConverter<TransactionStep>
{
    public override TransactionStep Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var step = JsonElement.ParseValue(ref reader);
        if (step.ValueKind != JsonValueKind.Array || step.GetArrayLength() != 3)
            throw new JsonException($"A step of a transaction is [kind, key, value]; this one is {step}.");
        var (kind, key) = (step[0].GetString()!, step[1].GetString()!);
        return step[2].ValueKind == JsonValueKind.Array
            ? new TransactionStep(kind, key, null, [.. step[2].EnumerateArray().Select(element => element.GetInt32())])
            : new TransactionStep(kind, key, step[2].GetInt64());
    }

    public override void Write(Utf8JsonWriter writer, TransactionStep value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(value.Kind);
        writer.WriteStringValue(value.Key);
        if (value.List is { } list)
            JsonSerializer.Serialize(writer, list, options);
        else
            writer.WriteNumberValue(value.Value!.Value);
        writer.WriteEndArray();
    }
}
