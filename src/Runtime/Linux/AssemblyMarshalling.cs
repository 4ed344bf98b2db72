using System.Runtime.CompilerServices;

// Blittable P/Invokes only: no marshalling stub stands between the loop and the kernel.
[assembly: DisableRuntimeMarshalling]
