using Microsoft.Extensions.Options;

namespace Cluster.Silo.Data;

[OptionsValidator]
internal sealed partial class ClusterDataOptionsValidator : IValidateOptions<ClusterDataOptions>;
