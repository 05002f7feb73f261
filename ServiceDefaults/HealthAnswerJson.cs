using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cluster.ServiceDefaults;

[JsonSerializable(typeof(HealthAnswer))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
internal sealed partial class HealthAnswerJson : JsonSerializerContext;
