namespace Cluster.Registers.Protocol;

/// <summary>The types of registers whose replicas merge. Each has names of its own; the letters are part of the files on disk.</summary>
internal enum ConvergentType : byte
{
    GrowOnlyCounter = (byte)'g',
    Counter = (byte)'c',
    Set = (byte)'s',
    Map = (byte)'m',
    MultiValue = (byte)'w',
}
