namespace Cluster;

/// <summary>
/// Marks a method of a grain interface as safe to repeat: running it twice, at the same time or much later, on one silo or on two,
/// has the effect of running it once, and each run may answer the caller. Reads are; so is "set to 5"; "add 5" is not, unless the
/// call carries an identity that the grain remembers.
/// <para>
/// A client made by <c>services.AddCluster()</c> repeats such a call when an attempt got no answer within
/// <see cref="ClusterClientOptions.AttemptTimeout"/>, and at once when its connection or its target silo failed. Attempts run beside each other:
/// the first answer wins and the others go unread. An exception that the method threw is an answer and is not repeated. When nothing
/// answered by the call's deadline the call ends with <see cref="OutcomeUnknownException"/>, or with <see cref="ClusterUnreachableException"/>
/// when nothing could be sent.
/// </para>
/// <para>
/// Any other call is sent once. It is never repeated, and ends at its deadline with <see cref="OutcomeUnknownException"/>.
/// The deadline of either kind is the method's <see cref="ResponseTimeoutAttribute"/>, or else <see cref="ClusterClientOptions.CallTimeout"/>.
/// Calls from one grain to another inside the silos are not repeated.
/// </para>
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IdempotentAttribute : Attribute;
