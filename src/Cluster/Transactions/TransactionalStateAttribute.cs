using Microsoft.Extensions.DependencyInjection;

namespace Cluster.Transactions;

/// <summary>Names a state of a grain that takes part in transactions; on a constructor parameter of type <see cref="ITransactionalState{T}"/>.</summary>
/// <param name="name">The state's name in its grain; it must stay the same for as long as the state is to be found again.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TransactionalStateAttribute(string name) : FromKeyedServicesAttribute(name);
