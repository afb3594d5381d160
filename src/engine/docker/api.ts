/**
 * What the engines answer, as far as we read it. Everything may be absent: API 1.52 leaves empty fields out,
 * Podman answers less than Docker.
 */
export interface VersionAnswer {
  Version?: string;
  ApiVersion?: string;
  Os?: string;
  Arch?: string;
  Components?: { Name?: string; Version?: string }[] | null;
}

export interface InfoAnswer {
  Driver?: string;
  DriverStatus?: [string, string][] | null;
  OSType?: string;
  Architecture?: string;
  NCPU?: number;
  MemTotal?: number;
  SecurityOptions?: string[] | null;
  Rootless?: boolean;
  /** Where it keeps images, on its own machine. */
  DockerRootDir?: string;
  RegistryConfig?: { Mirrors?: string[] | null } | null;
}

export interface HealthAnswer {
  Test?: string[] | null;
  /** Nanoseconds, as all durations here. */
  Interval?: number;
  Timeout?: number;
  StartPeriod?: number;
  StartInterval?: number;
  Retries?: number;
}

interface ConfigAnswer {
  User?: string;
  Env?: string[] | null;
  Entrypoint?: string[] | string | null;
  Cmd?: string[] | string | null;
  WorkingDir?: string;
  Labels?: Record<string, string> | null;
  ExposedPorts?: Record<string, unknown> | null;
  Volumes?: Record<string, unknown> | null;
  Healthcheck?: HealthAnswer | null;
  StopSignal?: string;
  Shell?: string[] | null;
  OnBuild?: string[] | null;
}

export interface ImageAnswer {
  Id?: string;
  RepoTags?: string[] | null;
  Created?: string;
  Architecture?: string;
  Os?: string;
  Size?: number;
  Config?: ConfigAnswer | null;
  RootFS?: { Layers?: string[] | null } | null;
  Manifests?: ManifestAnswer[] | null;
  /** Only libpod's own endpoint has it here. */
  Healthcheck?: HealthAnswer | null;
}

export interface ManifestAnswer {
  Kind?: string;
  Available?: boolean;
  ImageData?: {
    Platform?: { os?: string; architecture?: string };
    Size?: { Unpacked?: number };
  } | null;
}

export interface HistoryAnswer {
  CreatedBy?: string;
  /** Seconds since 1970. */
  Created?: number;
  Size?: number;
  Comment?: string;
}

export interface ContainerAnswer {
  Id?: string;
  /** ISO 8601. */
  Created?: string;
  State?: {
    Running?: boolean;
    /** Of process 1, as the engine's host counts; 0 when it does not run. */
    Pid?: number;
    ExitCode?: number;
    OOMKilled?: boolean;
    Error?: string;
    Health?: HealthStateAnswer | null;
    /** Podman before 5 writes it so. */
    Healthcheck?: HealthStateAnswer | null;
  };
  Config?: ConfigAnswer;
  NetworkSettings?: {
    Ports?: Record<string, { HostIp?: string; HostPort?: string }[] | null> | null;
    Networks?: Record<string, { IPAddress?: string } | null> | null;
  };
}

export interface HealthStateAnswer {
  Status?: string;
  FailingStreak?: number;
  Log?: { Output?: string; ExitCode?: number }[] | null;
}

export interface ListedContainer {
  Id: string;
  Names?: string[] | null;
  Image?: string;
  State?: string;
  /** Seconds since 1970. */
  Created?: number;
  SizeRw?: number;
  Labels?: Record<string, string> | null;
}

export interface ListedImage {
  Id: string;
  RepoTags?: string[] | null;
  Created?: number;
  Size?: number;
}
