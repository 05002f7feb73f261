using Microsoft.Extensions.Options;

namespace Cluster.Silo.Locks;

[OptionsValidator]
internal sealed partial class ClusterLocksOptionsValidator : IValidateOptions<ClusterLocksOptions>;
