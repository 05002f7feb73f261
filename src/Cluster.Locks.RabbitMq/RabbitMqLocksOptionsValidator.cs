using Microsoft.Extensions.Options;

namespace Cluster.Locks.RabbitMq;

[OptionsValidator]
internal sealed partial class RabbitMqLocksOptionsValidator : IValidateOptions<RabbitMqLocksOptions>;
