using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cluster.Simulation.Histories;

/// <summary>Writes one argument as a number and several as an array.</summary>
internal sealed class ArgumentJson : JsonConverter<IReadOnlyList<long>>
{
    public override IReadOnlyList<long> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number ? [reader.GetInt64()] : JsonSerializer.Deserialize<long[]>(ref reader, options)!;

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<long> value, JsonSerializerOptions options)
    {
        if (value.Count == 1)
            writer.WriteNumberValue(value[0]);
        else
            JsonSerializer.Serialize(writer, value.ToArray(), options);
    }
}
