using Microsoft.Extensions.Options;

namespace Cluster.Locks;

[OptionsValidator]
internal sealed partial class ClusterLocksClientOptionsValidator : IValidateOptions<ClusterLocksClientOptions>;
