# Sourced by ./dllm: Python environments for Jupyter, with a kernel that runs on the JDK 25 regardless of PATH.

find_python() {
    local candidate
    for candidate in python3.13 python3.12 python3.11 python3.10 python3; do
        if command -v "$candidate" >/dev/null && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
            python=$candidate
            return
        fi
    done
    die "no Python 3.10 or newer found, which Jupyter needs: install it ('apt-get install python3 python3-venv', 'brew install python')."
}

# True if the programs of an environment start and use that environment. They contain the path of their folder, which changes when
# the clone is moved or copied, and of a Python, which a system update may replace.
starts_here() {
    local path
    while read -r path; do
        [ ! "$path" -ef "$1/share/jupyter" ] || return 0
    done < <("$1/bin/jupyter" --paths 2>/dev/null)
    return 1
}

# jupyter_environment FOLDER REQUIREMENTS: creates the environment, or replaces one that is outdated or broken.
jupyter_environment() {
    local folder=$1 requirements=$2
    if ! cmp -s "$requirements" "$folder/requirements.txt" || ! starts_here "$folder"; then
        find_python
        say "installing Jupyter and the Java kernel into $folder …"
        rm -rf "$folder"
        "$python" -m venv "$folder" || die "Python cannot create environments: on Debian and Ubuntu, run 'apt-get install python3-venv'."
        "$folder/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
        cp "$requirements" "$folder/requirements.txt"
    fi
}

# The kernel of JJava starts the java of PATH. This one starts the JDK 25 with the query library on its class path. It replaces JJava's
# kernel in the launcher, because notebooks there would find neither.
write_kernel() {
    local folder=$1 kernel=$1/share/jupyter/kernels/dllm-java jars
    mkdir -p "$kernel"
    rm -f "$folder/share/jupyter/kernels/java/kernel.json"
    jars=$(printf '%s:' "$notebook_lib"/*.jar)
    cat >"$kernel/kernel.json" <<JSON
{
  "argv": ["$JAVA_HOME/bin/java", "--add-opens", "jdk.jshell/jdk.jshell=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED",
           "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true",
           "-jar", "$folder/share/jupyter/kernels/java/jjava.jar", "{connection_file}"],
  "display_name": "Java 25 (D-LLM Lab)",
  "language": "java",
  "interrupt_mode": "message",
  "env": {"JJAVA_CLASSPATH": "${jars%:}"}
}
JSON
}

# Disable JupyterLab's requests for news and newer versions.
keep_quiet() {
    local config=$1/etc/jupyter/labconfig
    mkdir -p "$config"
    echo '{"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": true}}' >"$config/page_config.json"
}

run_notebook() {
    case ${1:-} in
        -h | --help)
            cat <<'TEXT'
Usage: ./dllm notebook [JupyterLab options]
Opens JupyterLab on the loopback address in the folder notebooks/, with 01_first_look. The first call installs JupyterLab and the Java
kernel into a separate environment in the home folder. Notebooks read the database of DLLM_HOME, also while the server
is running, or the database that DLLM_JDBC_URL names.
TEXT
            return
            ;;
    esac
    build notebooks notebooks/pom.xml notebooks/src/main
    notebook_lib=$(folder_of notebooks)/lib
    jupyter_environment "$home/jupyter" "$root/notebooks/requirements.txt"
    write_kernel "$home/jupyter"
    keep_quiet "$home/jupyter"
    cd "$root/notebooks"
    exec "$home/jupyter/bin/jupyter" lab --ip=127.0.0.1 --LabApp.default_url=/lab/tree/01_first_look.ipynb "$@"
}
